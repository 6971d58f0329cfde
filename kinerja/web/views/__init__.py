"""One module per place in the menu: each view finds what this person may see, asks once, and shows the answer."""
