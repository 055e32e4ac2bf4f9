"""The DPO's desk, on Django's admin site. Nothing can be changed here: no form, no action, no page of the site's own.

Only the classes of the admin site are used, not its application: that would bring a sign-in without second factors, a
table of log entries outside the walls, and pages that write.
"""
