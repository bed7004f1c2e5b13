/* A test program without a test. */
#include <criterion/criterion.h>
