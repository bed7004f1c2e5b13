#include "jpeg_decoder.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h>

struct sag__jpeg_decoder {
    struct jpeg_decompress_struct state;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    bool damaged;
};

static void fail(j_common_ptr state)
{
    sag__jpeg_decoder *decoder = state->client_data;
    longjmp(decoder->failed, 1);
}

/*
 * Level -1 is a warning that data is damaged; what is decoded then is made up. The end of the data alone is none: if
 * the picture needs more of it, another warning follows.
 */
static void note_message(j_common_ptr state, int level)
{
    sag__jpeg_decoder *decoder = state->client_data;
    int const code = state->err->msg_code;
    if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JPEG_EOF) {
        decoder->damaged = true;
    }
}

static void print_nothing(j_common_ptr state)
{
    (void)state;
}

/* Returns false when out of memory. */
static bool start(sag__jpeg_decoder *decoder)
{
    if (setjmp(decoder->failed) != 0) {
        return false;
    }
    jpeg_create_decompress(&decoder->state);
    return true;
}

sag__jpeg_decoder *sag__jpeg_decoder_create(void)
{
    sag__jpeg_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return NULL;
    }
    decoder->state.err = jpeg_std_error(&decoder->errors);
    decoder->errors.error_exit = fail;
    decoder->errors.emit_message = note_message;
    decoder->errors.output_message = print_nothing;
    decoder->state.client_data = decoder;
    if (!start(decoder)) {
        sag__jpeg_decoder_destroy(decoder);
        return NULL;
    }
    return decoder;
}

/* Whether the header is that of a picture that we take. */
static bool is_wanted(const struct jpeg_decompress_struct *state, int width_px, int height_px)
{
    bool const known = state->jpeg_color_space == JCS_YCbCr || state->jpeg_color_space == JCS_GRAYSCALE ||
                       state->jpeg_color_space == JCS_RGB;
    return known && !state->progressive_mode && state->image_width == (JDIMENSION)width_px &&
           state->image_height == (JDIMENSION)height_px;
}

static sag_status decode(sag__jpeg_decoder *decoder, uint8_t *rgb, ptrdiff_t stride_bytes, int width_px,
                         int height_px, const uint8_t *data, size_t size_bytes)
{
    struct jpeg_decompress_struct *state = &decoder->state;
    jpeg_mem_src(state, data, (unsigned long)size_bytes);
    if (jpeg_read_header(state, TRUE) != JPEG_HEADER_OK || !is_wanted(state, width_px, height_px)) {
        return SAG_STATUS_FORMAT;
    }
    decoder->damaged = false; /* an odd header does no harm */
    state->out_color_space = JCS_RGB;
    state->dct_method = JDCT_ISLOW;
    jpeg_start_decompress(state);
    while (state->output_scanline < state->output_height && !decoder->damaged) {
        JSAMPROW row = rgb + (ptrdiff_t)state->output_scanline * stride_bytes;
        jpeg_read_scanlines(state, &row, 1);
    }
    return decoder->damaged ? SAG_STATUS_FORMAT : SAG_STATUS_OK;
}

sag_status sag__jpeg_decode(sag__jpeg_decoder *decoder, uint8_t *rgb, ptrdiff_t stride_bytes, int width_px,
                            int height_px, const uint8_t *data, size_t size_bytes)
{
    if (size_bytes == 0) {
        return SAG_STATUS_FORMAT;
    }
    if (setjmp(decoder->failed) != 0) {
        jpeg_abort_decompress(&decoder->state);
        return SAG_STATUS_FORMAT;
    }
    sag_status const status = decode(decoder, rgb, stride_bytes, width_px, height_px, data, size_bytes);
    /* Not jpeg_finish_decompress, which would read on to the end marker. */
    jpeg_abort_decompress(&decoder->state);
    return status;
}

void sag__jpeg_decoder_destroy(sag__jpeg_decoder *decoder)
{
    if (decoder != NULL) {
        jpeg_destroy_decompress(&decoder->state);
        free(decoder);
    }
}
