"""The command line: commands thin as views, the embedded server, the web server as a child."""
