/* fe_hot_base.c - the hot loops for any processor. */
#define FE_HOT_NAME base
#include "fe_hot.h"
