"""Who: users, agencies, units, posts, appointments, teams, lanes bound to posts, working calendars, messages."""
