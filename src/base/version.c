#include <sagitta/version.h>

const char *sag_version(void)
{
    return SAG_VERSION;
}
