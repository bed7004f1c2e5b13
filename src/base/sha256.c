#include "sha256.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <nettle/sha2.h>

#include "fail.h"

sag_status sag__sha256_file(char *hex, const char *path, sag_error *err)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        sag_status status = errno == ENOENT || errno == ENOTDIR ? SAG_STATUS_NOT_FOUND : SAG_STATUS_IO;
        return sag__fail(err, status, "cannot open %s: %s", path, strerror(errno));
    }
    struct sha256_ctx context;
    sha256_init(&context);
    uint8_t block[16384];
    size_t size = 0;
    while ((size = fread(block, 1, sizeof block, stream)) > 0) {
        sha256_update(&context, size, block);
    }
    int failed = ferror(stream);
    fclose(stream);
    if (failed) {
        return sag__fail(err, SAG_STATUS_IO, "cannot read %s", path);
    }
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    return SAG_STATUS_OK;
}
