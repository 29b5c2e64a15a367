"""The process that a demonstration of payments needs: the bank that moves no money."""

from app.addon_processes import AddonProcess

PROCESSES = [
    AddonProcess(
        "banque d’essai", "addons.payments.sandbox", wanted=lambda settings: settings.demo, port="sandbox_port"
    )
]
