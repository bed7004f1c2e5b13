#include "utf8.h"

#include <stdbool.h>
#include <string.h>

size_t sag__utf8_length(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] == 0) {
        return 0;
    }
    if (c[0] < 0x80) {
        return 1;
    }
    size_t length = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
    if (c[0] < 0xc2 || c[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xf0 && c[1] < 0x90);
    bool surrogate = c[0] == 0xed && c[1] > 0x9f;
    bool too_large = c[0] == 0xf4 && c[1] > 0x8f;
    return overlong || surrogate || too_large ? 0 : length;
}

/* C0 and C1 control characters and DEL: a terminal would obey them. */
static bool is_control(const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    unsigned char second = length > 1 ? (unsigned char)text[1] : 0;
    return (length == 1 && (first < 0x20 || first == 0x7f)) || (length == 2 && first == 0xc2 && second < 0xa0);
}

void sag__utf8_clean(char *out, size_t size_bytes, const char *text)
{
    size_t used = 0;
    while (*text != '\0') {
        size_t length = sag__utf8_length(text);
        const char *piece = text;
        size_t piece_length = length;
        if (length == 0) {
            piece = "\xef\xbf\xbd";
            piece_length = 3;
        } else if (is_control(text, length)) {
            piece = "?";
            piece_length = 1;
        }
        if (used + piece_length >= size_bytes) {
            break;
        }
        memcpy(out + used, piece, piece_length);
        used += piece_length;
        text += length == 0 ? 1 : length;
    }
    out[used] = '\0';
}
