"""Organisation (组织): units, sites, people, roles, grants, policies, sign-in."""
