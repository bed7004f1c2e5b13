#include <criterion/criterion.h>

#include <stdlib.h>

static volatile size_t size_bytes = 100;

Test(proof, reads_behind_the_heap_block)
{
    unsigned char *block = calloc(size_bytes, 1);
    cr_assert_not_null(block);
    volatile unsigned char byte = block[size_bytes];
    (void)byte;
    free(block);
}
