"""Instruments by sector, as statements that other statements take: by issuer, and by topic of the codification."""

from sqlalchemy import Select, select

from kb.database import tables


def of_topic(topic: str) -> Select[int]:
    """The instruments that have an article under a topic of the codification.

    :param topic: its code
    """
    version, provision, codified = tables.Version, tables.Provision, tables.CodifiedArticle
    return (
        select(version.instrument_id)
        .join(provision, provision.version_id == version.id)
        .join(codified, codified.provision_id == provision.id)
        .where(codified.topic_code == topic)
    )


def of_issuer(slug: str) -> Select[int]:
    """The instruments of an issuer."""
    instrument, issuer = tables.Instrument, tables.Issuer
    return select(instrument.id).join(issuer, issuer.id == instrument.issuer_id).where(issuer.slug == slug)
