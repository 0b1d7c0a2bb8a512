/* helper_nobus.c - stands in for helper_bus.c where libsystemd is not there. */
#include "desktop/helper_parts.h"

enum ck_choice ck_portal_choose(const struct ck_question *question, struct ck_buf *ret)
{
    (void)question;
    (void)ret;
    return CK_CHOICE_UNABLE;
}

bool ck_bus_there(void)
{
    return false;
}

bool ck_bus_show(const char *path, bool folder)
{
    (void)path;
    (void)folder;
    return false;
}
