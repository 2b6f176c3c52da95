"""Profiles of hypothesis: no test fails for the speed of the machine it runs on."""

from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("campaign", settings.get_profile("house"), max_examples=2000)
settings.load_profile("house")
