#include <criterion/criterion.h>

#include <limits.h>

static volatile int number = INT_MAX;

Test(proof, overflows_a_signed_integer)
{
    number = number + 1;
    cr_assert_neq(number, INT_MAX);
}
