"""Turns a deployment into what is wrong with it, one sentence for each fault."""

from collections.abc import Callable, Mapping

from dashboard.cli.deployment.answers import answers
from dashboard.cli.deployment.database import accounts, database
from dashboard.cli.deployment.faults import Deployment, Fault, Faults
from dashboard.cli.deployment.files import backups, files
from dashboard.cli.deployment.stated import network, secret

CHECKS: Mapping[str, Callable[[Deployment], Faults]] = {
    "secret": secret,
    "network": network,
    "database": database,
    "files": files,
    "accounts": accounts,
    "backups": backups,
    "answers": answers,
}
"""Subject (words: deploy.subject.<name>) -> what finds its faults."""

__all__ = ["CHECKS", "Deployment", "Fault"]
