"""One program per headline figure; each is held against a floor, a limit or a peer that ran beside it."""
