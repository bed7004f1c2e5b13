/* Print the version of the library, after checking that the headers are of the same one. */
#include <stdio.h>
#include <string.h>

#include <sagitta/session.h>
#include <sagitta/version.h>

int main(void)
{
    sag_session_options options;
    sag_session_options_init(&options);
    puts(sag_version());
    return strcmp(sag_version(), SAG_VERSION) == 0 ? 0 : 1;
}
