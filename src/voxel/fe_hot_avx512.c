/* fe_hot_avx512.c - the hot loops for processors with avx512. */
#define FE_HOT_NAME avx512
#include "fe_hot.h"
