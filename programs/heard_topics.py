"""Topics that each service hears; a test compares them with the services as they are built."""

HEARD_TOPICS: dict[str, set[str]] = {
    "access": {"access.uses"},
    "scheduling": {"access.grants", "registration.registrations"},
    "registration": {"access.grants", "data.answers", "scheduling.sessions", "notifications.messages"},
    "notifications": {"access.grants", "scheduling.sessions", "registration.registrations", "registration.requests"},
    "reporting": {
        *("access.grants", "scheduling.catalogue", "scheduling.sessions", "notifications.messages"),
        *("registration.organisations", "registration.participants", "registration.registrations"),
        "registration.requests",
    },
}
