/* command.h - what the command line's files share. */
#ifndef CK_FACE_COMMAND_H
#define CK_FACE_COMMAND_H

#include "base/buf.h"
#include "base/error.h"

#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses, documented in clipkeep(1). */
enum ck_exit {
    CK_EXIT_OK = 0,
    CK_EXIT_FAILED = 1,     /* a post could not be saved, or the command not be done;
                               verify: something is damaged or missing */
    CK_EXIT_USAGE = 2,      /* the command line is not complete or not known */
    CK_EXIT_NOTHING = 3,    /* inspect: it was read, but no post is in it */
    CK_EXIT_UNREADABLE = 4, /* inspect: it could not be read */
    CK_EXIT_SETUP = 5,      /* doctor, register: something must be mended; verify, rescan:
                               it could not be done */
    CK_EXIT_REFUSED = 6,    /* started by a browser for an extension that is not ours */
    CK_EXIT_CANCELLED = 130,
};

/* One command: argv[0] is its name. */
int ck_command_save(int argc, char **argv);
int ck_command_backup(int argc, char **argv);
int ck_command_inspect(int argc, char **argv);
int ck_command_import(int argc, char **argv);
int ck_command_list(int argc, char **argv);
int ck_command_pause(int argc, char **argv);
int ck_command_resume(int argc, char **argv);
int ck_command_retry(int argc, char **argv);
int ck_command_cancel(int argc, char **argv);
int ck_command_forget_history(int argc, char **argv);
int ck_command_folder(int argc, char **argv);
int ck_command_verify(int argc, char **argv);
int ck_command_timestamp(int argc, char **argv);
int ck_command_schedule(int argc, char **argv);
int ck_command_rescan(int argc, char **argv);
int ck_command_adopt(int argc, char **argv);
int ck_command_export(int argc, char **argv);
int ck_command_library(int argc, char **argv);
int ck_command_permissions(int argc, char **argv);
int ck_command_receipt(int argc, char **argv);
int ck_command_register(int argc, char **argv);
int ck_command_unregister(int argc, char **argv);
int ck_command_doctor(int argc, char **argv);

/* Next option, as getopt_long(3); after `--help` prints the command's help and gives
 * CK_OPTION_HELP, after anything unknown prints a hint and gives '?'. -1 at the end. */
enum { CK_OPTION_HELP = 0x100 };
int ck_option_next(int argc, char **argv, const char *letters,
                   const struct option *options);
/* The options of a command that knows --json and --help alone, and takes nothing. True:
 * it is to run. False: it is over, with the exit status `*ret_status`. */
bool ck_only_json(int argc, char **argv, bool *ret_json, int *ret_status);
/* Such a command in a session that may do anything: `run` gives its exit status. */
struct ck_session;
int ck_run_in_session(int argc, char **argv,
                      int (*run)(struct ck_session *session, bool json));
/* The help of the command `name` (NULL: of the program), to stdout. */
void ck_help(const char *name);
/* Says what is wrong with the command line; returns CK_EXIT_USAGE. */
int ck_usage(const char *command, const char *what);

/* Saves posts that are kept already once more, as `save --again` does, and tells of them
 * in the same way or, with `ret_posts`, gives the list of what became of them (owned by
 * the caller; NULL when an error was printed). Returns the exit status. */
int ck_save_anew(char *const *pages, size_t count, json_t **ret_posts);

/* Prints a document for programs to stdout. Returns `status`, CK_EXIT_FAILED when it
 * could not be written. `json` is stolen; NULL is out of memory. */
int ck_print_json(json_t *json, int status);
/* The text under `key`, borrowed; "" when there is none. */
const char *ck_json_word(const json_t *object, const char *key);
/* {"code","detail","sentence","step"} */
json_t *ck_error_json(const struct ck_error *err);
/* Says what happened and what to do, on stderr, or as {"error":…} on stdout. `about` may
 * be NULL. Returns `status`. */
int ck_print_error(bool json, const char *about, const struct ck_error *err, int status);

/* "1.6 MB", "2 min 5 s"; always NUL-terminated. */
void ck_text_bytes(int64_t bytes, char ret[16]);
void ck_text_seconds(int64_t seconds, char ret[48]);
/* Prints text for a terminal: control characters are left out. */
void ck_print_clean(const char *text);
/* The same into a buffer. */
void ck_add_clean(struct ck_buf *buf, const char *text);
/* True when colours are welcome on this descriptor. */
bool ck_colours(int fd);

#endif
