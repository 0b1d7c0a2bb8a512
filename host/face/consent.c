#include "face/consent.h"

#include "face/command.h"
#include "face/signals.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool ck_consent_may_ask(const struct ck_save_run *saving)
{
    const struct ck_settings *settings = ck_session_settings(saving->session);

    return !saving->json && !saving->consent &&
           strcmp(settings->saving_off, "skip") != 0 && isatty(STDIN_FILENO) == 1 &&
           isatty(STDERR_FILENO) == 1;
}

/* The first letter of the line that the person types, in lower case; 0 without one, and
 * at the end. */
static int read_answer(int signal_fd, int *ret_signal)
{
    struct pollfd waits[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                             {.fd = signal_fd, .events = POLLIN}};
    char line[256];
    ssize_t n = 0;

    while (*ret_signal == 0 && waits[0].revents == 0) {
        if (poll(waits, 2, -1) < 0 && errno != EINTR) {
            return 0;
        }
        if (waits[1].revents != 0) {
            *ret_signal = ck_signals_take(signal_fd);
        }
    }
    if (waits[0].revents != 0 && *ret_signal == 0) {
        n = read(STDIN_FILENO, line, sizeof(line));
    }
    return n > 0 ? line[0] | 0x20 : 0;
}

static int ask(const struct ck_save_run *saving, const char *address, int signal_fd,
               int *ret_signal)
{
    bool several = saving->count > 1;

    (void)fprintf(stderr, "%s: %s\nKeep it privately, for yourself alone? %s ", address,
                  ck_code_sentence(CK_ERR_SAVING_OFF),
                  several ? "[y/N, a: this and all others]" : "[y/N]");
    return read_answer(signal_fd, ret_signal);
}

static void leave_out(const struct ck_entry *entry)
{
    const struct ck_error err = {.code = CK_ERR_SAVING_OFF};

    (void)ck_print_error(false, entry->address, &err, 0);
}

bool ck_consent_ask(struct ck_save_run *saving, int signal_fd, ck_entry_refused *refused,
                    int *ret_signal)
{
    bool wanted = false;

    *ret_signal = 0;
    ck_line_wipe(&saving->line);
    for (size_t i = 0; i < saving->count && *ret_signal == 0; i++) {
        struct ck_entry *entry = &saving->entries[i];
        int answer = 'n';

        if (!entry->to_ask) {
            continue;
        }
        entry->to_ask = false;
        answer =
            saving->consent ? 'y' : ask(saving, entry->address, signal_fd, ret_signal);
        saving->consent = saving->consent || answer == 'a';
        if (answer == 'y' || answer == 'a') {
            ck_saving_anew(saving, entry, refused);
            wanted = true;
        } else {
            leave_out(entry);
        }
    }
    return wanted && *ret_signal == 0;
}
