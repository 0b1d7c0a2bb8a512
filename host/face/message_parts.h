/* message_parts.h - the values that messages are made of, for the files that read them.
 * Pure. All answer message-bad with the key when a value is not of the agreed form. */
#ifndef CK_FACE_MESSAGE_PARTS_H
#define CK_FACE_MESSAGE_PARTS_H

#include "face/message.h"

/* Numbers are exact in JavaScript up to here. */
#define CK_NUMBER_MAX ((INT64_C(1) << 53) - 1)

bool ck_take_bad(struct ck_error *err, const char *key);
CK_NODISCARD bool ck_take_number(const json_t *object, const char *key, json_int_t least,
                                 json_int_t most, int64_t *ret, struct ck_error *err);
/* Text of 1 to `max` bytes without control characters. */
CK_NODISCARD bool ck_take_text(const json_t *object, const char *key, size_t max,
                               const char **ret, struct ck_error *err);
/* A boolean that may be left out. */
CK_NODISCARD bool ck_take_flag(const json_t *json, const char *key, bool *ret,
                               struct ck_error *err);
/* `cookies` and `userAgent`, which may be left out. Also: cookie-refused. */
CK_NODISCARD bool ck_take_browser(const json_t *json, struct ck_message *ret,
                                  struct ck_error *err);

/* message_backup.c: the verbs that are about lists. */
CK_NODISCARD bool ck_read_backup_ahead(const json_t *json, struct ck_message *ret,
                                       struct ck_error *err);
CK_NODISCARD bool ck_read_backup_open(const json_t *json, struct ck_message *ret,
                                      struct ck_error *err);
CK_NODISCARD bool ck_read_backup_answer(const json_t *json, struct ck_message *ret,
                                        struct ck_error *err);
CK_NODISCARD bool ck_read_backup_end(const json_t *json, struct ck_message *ret,
                                     struct ck_error *err);
CK_NODISCARD bool ck_read_backup_receipt(const json_t *json, struct ck_message *ret,
                                         struct ck_error *err);
CK_NODISCARD bool ck_read_backup_due(const json_t *json, struct ck_message *ret,
                                     struct ck_error *err);
CK_NODISCARD bool ck_read_backup_retry(const json_t *json, struct ck_message *ret,
                                       struct ck_error *err);

/* message_import.c: the verbs that are about a data export. */
CK_NODISCARD bool ck_read_import_choose(const json_t *json, struct ck_message *ret,
                                        struct ck_error *err);
CK_NODISCARD bool ck_read_import_start(const json_t *json, struct ck_message *ret,
                                       struct ck_error *err);

#endif
