/* main.c - decides which face is wanted: the browser's or the person's. */
#include "base/version.h"

#include <stdio.h>

int main(void)
{
    (void)puts("clipkeep " CK_VERSION);
    return 0;
}
