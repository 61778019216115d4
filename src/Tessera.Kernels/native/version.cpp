extern "C" __attribute__((visibility("default"))) int tk_version() { return 1; }
