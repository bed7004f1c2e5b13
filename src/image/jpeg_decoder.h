/*
 * jpeg_decoder.h - single JPEG pictures from memory as 8-bit RGB (libjpeg-turbo; ITU-T T.81).
 *
 * For pictures of a camera: one size, many of them, some broken. A broken one is told apart and harms nothing. Tables
 * of Huffman codes may be missing, as in Motion JPEG; the usual ones are taken.
 * Thread: one decoder is used by one thread at a time.
 */
#ifndef SAGITTA_IMAGE_JPEG_DECODER_H
#define SAGITTA_IMAGE_JPEG_DECODER_H

#include <stddef.h>
#include <stdint.h>

#include <sagitta/status.h>

typedef struct sag__jpeg_decoder sag__jpeg_decoder;

/* Ownership: release with sag__jpeg_decoder_destroy. Returns: NULL when out of memory. */
sag__jpeg_decoder *sag__jpeg_decoder_create(void);

/*
 * Decode a picture of exactly this size into rgb, whose rows are stride_bytes apart.
 * Returns SAG_STATUS_OK, or _FORMAT: no JPEG, of another size, progressive or of four colours, damaged, or it ends
 *   before the last row. What rgb then holds is undefined. Bytes between markers and a missing end marker do no harm.
 */
sag_status sag__jpeg_decode(sag__jpeg_decoder *decoder, uint8_t *rgb, ptrdiff_t stride_bytes, int width_px,
                            int height_px, const uint8_t *data, size_t size_bytes);

/* Release everything. Accepts NULL. */
void sag__jpeg_decoder_destroy(sag__jpeg_decoder *decoder);

#endif
