"""Topics that each service hears; a test compares them with the services as they are built."""

HEARD_TOPICS = {
    "scheduling": {"registration.registrations"},
    "registration": {"scheduling.sessions", "notifications.messages"},
    "notifications": {"scheduling.sessions", "registration.registrations"},
    "reporting": {
        *("scheduling.catalogue", "scheduling.sessions", "notifications.messages"),
        *("registration.organisations", "registration.participants", "registration.registrations"),
    },
}
