#include <criterion/criterion.h>

Test(proof, is_sound)
{
    cr_assert_eq(1 + 1, 2);
}
