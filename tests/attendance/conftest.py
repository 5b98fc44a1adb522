from hypothesis import settings

settings.register_profile("hub", deadline=None)  # timings are not asserted
settings.load_profile("hub")
