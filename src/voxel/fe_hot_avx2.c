/* fe_hot_avx2.c - the hot loops for processors with avx2. */
#define FE_HOT_NAME avx2
#include "fe_hot.h"
