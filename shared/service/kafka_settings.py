"""Settings of whoever goes to Kafka: environment variables that begin with TAKWIN_KAFKA_."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.kernel.cluster import Cluster, Mechanism, Protocol


class KafkaSettings(BaseSettings):
    """Where Kafka is, how it is spoken to, and as whom. Nothing but the servers is needed where it asks for nobody."""

    model_config = SettingsConfigDict(env_prefix="TAKWIN_", hide_input_in_errors=True)

    kafka_servers: str
    kafka_protocol: Protocol = "PLAINTEXT"
    kafka_mechanism: Mechanism = "SCRAM-SHA-512"
    kafka_user: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_ca: Path | None = Field(default=None, description="the authority; without it, those the machine trusts")

    @model_validator(mode="after")
    def whole(self) -> Self:
        """A user without a password, or a password told in the clear, would be noticed late or never."""
        if self.kafka_protocol.startswith("SASL_") and not (self.kafka_user and self.kafka_password.get_secret_value()):
            raise ValueError("kafka_protocol asks for a user: kafka_user and kafka_password say who")
        if (self.kafka_protocol, self.kafka_mechanism) == ("SASL_PLAINTEXT", "PLAIN"):
            raise ValueError("kafka_mechanism PLAIN tells the password itself: kafka_protocol must be SASL_SSL")
        if self.kafka_ca and not self.kafka_protocol.endswith("SSL"):
            raise ValueError("kafka_ca is given, and kafka_protocol does not encrypt: it must be SSL or SASL_SSL")
        return self

    @property
    def cluster(self) -> Cluster:
        """The cluster, as every client is told it."""
        return Cluster(
            servers=self.kafka_servers,
            protocol=self.kafka_protocol,
            mechanism=self.kafka_mechanism,
            user=self.kafka_user,
            password=self.kafka_password.get_secret_value(),
            ca=self.kafka_ca,
        )
