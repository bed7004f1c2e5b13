/*
 * version.h - which Sagitta this is.
 */
#ifndef SAGITTA_VERSION_H
#define SAGITTA_VERSION_H

#include <sagitta/export.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SAG_VERSION "0.1.0"

/* Version of the loaded library. Returns: static. */
SAG_API const char *sag_version(void);

#ifdef __cplusplus
}
#endif
#endif
