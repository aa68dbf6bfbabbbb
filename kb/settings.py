"""Every setting of Tủ Luật, in one place. Environment variables carry the prefix ``KB_``."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings, read from the environment (``KB_HOME`` and so on)."""

    model_config = SettingsConfigDict(env_prefix="KB_")

    home: Path = Field(
        default_factory=lambda: user_data_path("tuluat"),
        description="Folder that holds everything of a base: database, index, originals.",
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the database; default: SQLite in KB_HOME.",
    )
    index_url: str | None = Field(
        default=None,
        description="Address of an Elasticsearch 8 server that holds the search index; default: an embedded index in KB_HOME.",
    )
    index_name: str | None = Field(
        default=None,
        pattern="^[a-z][a-z0-9_]{0,60}$",
        description="Name of this base's index on the server: small letters, digits and _; default: one of its own.",
    )
    index_api_key: SecretStr | None = Field(default=None, description="API key for the server; or user:password@ in KB_INDEX_URL.")
    index_ca: Path | None = Field(default=None, description="Certificate of the authority that the server's certificate is from.")
    report_template: Path | None = Field(
        default=None,
        description="Word file that review reports are made from (`kb review template`); default: the one that is shipped.",
    )
    registers: bool = Field(default=True, description="Use the registers of effect that come with the program.")
    person: str | None = Field(
        default=None, description="Name of the one person who works at this machine; the app then asks nobody for theirs."
    )
    default_role: str | None = Field(
        default=None,
        pattern="^(reader|counsellor|reviewer|curator)$",
        description="Role of whoever signs in for the first time; default: none, until an administrator gives one.",
    )
    language: str = Field(default="vi", description="Language of the interface on first opening: vi or en.")
    hosts: str = Field(
        default="",
        description="Names under which the app may be reached besides localhost and its own address, separated by commas.",
    )
    sign_in_issuer: str | None = Field(
        default=None, description="Issuer of the OpenID Connect provider at which people sign in; default: nobody has to."
    )
    sign_in_client: str = Field(default="", description="Name of this app at the provider (client id).")
    sign_in_secret: SecretStr | None = Field(default=None, description="Its secret there; or KB_SIGN_IN_SECRET_FILE.")
    sign_in_secret_file: Path | None = Field(default=None, description="File that holds the secret and nothing else.")
    sign_in_address: str = Field(default="", description="Address at which people reach the app, e.g. https://luat.example.vn.")
    sign_in_name: str = Field(default="name", description="Claim of the provider that holds a person's name.")
    session_hours: float = Field(default=12, gt=0, le=720, description="Hours after which a person has to sign in again.")
    cookie_secret: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Key that cookies are signed with; default: one in KB_HOME that is made once.",
    )
    listen_unsigned: bool = Field(
        default=False, description="Serve beyond this machine although nobody signs in: whoever reaches the app may do everything."
    )
    own_hosts: str = Field(
        default="",
        description="Names of hosts of the own network from which files may be fetched all the same, separated by commas.",
    )
    codification_url: str = Field(
        default="https://phapdien.moj.gov.vn/TraCuuPhapDien/Files/BoPhapDienDienTu.zip",
        description="Address at which the official codification is published as a whole (`kb get bo-phap-dien`).",
    )
    workers: int = Field(default=0, ge=0, description="Processes that read files, or fill an index, in parallel; 0: one per core.")
    max_file_mb: int = Field(default=100, ge=1, description="Largest file that is read, in MB.")
    max_archive_mb: int = Field(default=1024, ge=1, description="Largest size an archive may expand to, in MB.")

    max_base_gb: float = Field(
        default=0,
        ge=0,
        description="Most room that a base's files may take, in GB: then nothing more comes in; 0: as much as there is.",
    )
    notes_per_day: int = Field(default=2000, ge=1, description="Most notes that one person who signed in may write in 24 hours.")
    uploads_waiting: int = Field(
        default=500, ge=1, description="Most files that may wait in the inbox for one person who signed in."
    )
    log: Literal["plain", "json"] = Field(
        default="plain", description="How a server writes down what happens: lines for people, or JSON lines."
    )
    health_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Who gives it may see the details of /readyz and /metrics from other machines, too.",
    )

    inbox_folder: Path | None = Field(
        default=None, description="Folder that is watched: what is put into it comes into the inbox (`kb work`)."
    )

    file_seconds: float = Field(default=300, gt=0, description="Longest time that reading one file may take, in seconds.")
    file_memory_mb: int = Field(default=1024, ge=64, description="Most memory that reading one file may take, in MB.")

    work_seconds: float = Field(default=120, gt=0, description="Longest time that one comparison, report or export may take.")
    work_memory_mb: int = Field(default=1024, ge=64, description="Most memory that it may take, in MB.")
    work_processes: int = Field(
        default=0, ge=0, description="Comparisons, reports and exports at a time; 0: one per core, at least 2."
    )
    work_each: int = Field(default=0, ge=0, description="How many of them one person may have; 0: all but one.")

    backup_days: int = Field(
        default=7,
        ge=0,
        description="Days after which the app warns that what people wrote is in no backup; 0: never. Unset: once one was made.",
    )

    @property
    def signs_in(self) -> bool:
        """Whether people sign in, so that nobody is served who did not."""
        return bool(self.sign_in_issuer)

    @property
    def url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home / 'kb.sqlite3'}"

    @property
    def own_host_names(self) -> frozenset[str]:
        """``own_hosts``, one by one."""
        return frozenset(name.strip().lower() for name in self.own_hosts.split(",") if name.strip())

    @property
    def index_path(self) -> Path:
        """Folder of the embedded search index."""
        return self.home / "index"

    @property
    def originals_path(self) -> Path:
        """Folder of the source files, named by their SHA-256."""
        return self.home / "originals"

    @property
    def inbox_path(self) -> Path:
        """Folder of the files that are not stored yet."""
        return self.home / "inbox"


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
