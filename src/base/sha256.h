/*
 * sha256.h - SHA-256 of a file, as lower case hex (FIPS 180-4, computed by nettle).
 */
#ifndef SAGITTA_BASE_SHA256_H
#define SAGITTA_BASE_SHA256_H

#include <sagitta/status.h>

/* hex: 65 bytes. Returns SAG_STATUS_OK, _NOT_FOUND or _IO. */
sag_status sag__sha256_file(char *hex, const char *path, sag_error *err);

#endif
