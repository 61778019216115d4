#include <torch/torch.h>
extern "C" __attribute__((visibility("default"))) const char* tt_version() { return TORCH_VERSION; }
