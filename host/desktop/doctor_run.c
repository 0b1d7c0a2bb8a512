/* doctor_run.c - the checks from inside a host that does not see this computer any more.
 */
#include "desktop/doctor.h"

#include <errno.h>
#include <string.h>

enum { ANSWER_MAX = 512 * 1024 };

bool ck_doctor_start(struct ck_heard *ret, struct ck_error *err)
{
    return ck_heard_start(CK_START_DOCTOR, "/", NULL, ANSWER_MAX, ret) ||
           ck_fail(err, CK_ERR_DOCTOR, "%s", strerror(errno));
}

bool ck_doctor_hear(struct ck_heard *doctor, bool *ret_done, json_t **ret,
                    struct ck_error *err)
{
    json_t *said = NULL;

    *ret_done = ck_heard_on(doctor);
    if (!*ret_done) {
        return true;
    }
    if (ck_buf_ok(&doctor->text)) {
        said = json_loadb(ck_buf_text(&doctor->text), doctor->text.len, 0, NULL);
    }
    ck_heard_clear(doctor);
    if (!json_is_boolean(json_object_get(said, "ok")) ||
        !json_is_array(json_object_get(said, "checks"))) {
        json_decref(said);
        return ck_fail(err, CK_ERR_DOCTOR, "it gave no answer");
    }
    *ret = said;
    return true;
}
