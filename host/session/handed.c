/* handed.c - posts that a browser's lists showed and strangers are not shown. They wait
 * in memory, with what the browser gave for them, until a place is free; nothing of that
 * ever touches the disk, where their jobs wait for that browser. */
#include "session/handed.h"

#include "base/log.h"
#include "base/mem.h"

#include <string.h>

/* Beyond so much, jobs wait for the next time that their browser shows them. */
enum { HANDED_BYTES_MAX = 32 * 1024 * 1024 };

struct ck_handed {
    struct ck_handed *next;
    struct ck_wish wish; /* its pointers are ours */
    char *address, *user_agent, *item;
};

static void free_one(struct ck_handed *handed)
{
    memset(&handed->wish.cookies, 0, sizeof(handed->wish.cookies));
    ck_free(handed->address);
    ck_free(handed->user_agent);
    ck_free(handed->item);
    ck_free(handed);
}

static struct ck_handed *copy(const struct ck_wish *wish)
{
    struct ck_handed *handed = ck_alloc(sizeof(*handed));

    if (handed == NULL) {
        return NULL;
    }
    handed->address = ck_strdup(wish->address);
    handed->user_agent = ck_strdup(wish->user_agent);
    handed->item = ck_strndup(wish->item, wish->item_len);
    handed->wish = *wish;
    handed->wish.address = handed->address;
    handed->wish.user_agent = handed->user_agent;
    handed->wish.item = handed->item;
    if (handed->address == NULL || handed->item == NULL) {
        free_one(handed);
        return NULL;
    }
    return handed;
}

void ck_session_hand_over(struct ck_session *session, const struct ck_wish *wish)
{
    struct ck_handed **end = &session->handed;
    struct ck_handed *handed;

    if (session->handed_bytes + wish->item_len > HANDED_BYTES_MAX ||
        (handed = copy(wish)) == NULL) {
        ck_log("%s waits for its browser: too many are waiting", wish->address);
        return;
    }
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = handed;
    session->handed_bytes += wish->item_len;
    session->due = true;
}

static struct ck_handed *pop(struct ck_session *session)
{
    struct ck_handed *handed = session->handed;

    session->handed = handed->next;
    session->handed_bytes -= handed->wish.item_len;
    return handed;
}

void ck_session_take_handed(struct ck_session *session)
{
    while (session->handed != NULL && ck_session_room(session)) {
        struct ck_handed *handed = pop(session);
        struct ck_error err;
        int64_t number;

        if (!ck_session_save(session, &handed->wish, &number, &err)) {
            ck_log("%s waits for its browser: %s %s", handed->address,
                   ck_code_text(err.code), err.detail);
        }
        free_one(handed);
    }
}

void ck_handed_free(struct ck_session *session)
{
    while (session->handed != NULL) {
        free_one(pop(session));
    }
}
