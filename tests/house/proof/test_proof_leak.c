#include <criterion/criterion.h>

#include <stdlib.h>

static void *volatile kept;

Test(proof, leaks)
{
    kept = malloc(100);
    cr_assert_not_null(kept);
    kept = NULL;
}
