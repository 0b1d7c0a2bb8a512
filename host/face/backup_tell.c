#include "face/backing.h"

#include "face/command.h"
#include "face/receipt_text.h"
#include "face/save_text.h"
#include "face/saving.h"
#include "session/receipt.h"

#include <inttypes.h>
#include <stdio.h>

enum { TEXT_MAX = 16384 };

void ck_backup_report(void *ctx, const struct ck_job_view *job)
{
    struct ck_backup_run *run = ctx;

    if (!ck_job_state_ended(job->state)) {
        return;
    }
    run->saved += job->state == CK_JOB_DONE;
    run->failed += job->state == CK_JOB_FAILED;
    if (!run->json) {
        ck_line_wipe(&run->line);
        ck_print_end(job->page, job);
    }
}

void ck_backup_troubled(void *ctx, enum ck_code code)
{
    struct ck_backup_run *run = ctx;

    if (!run->json) {
        ck_line_wipe(&run->line);
        ck_print_troubled(ctx, code);
    }
}

/* "catlady: 45 of 60 found, 12 new". */
static void found_text(const struct ck_visit_view *view, struct ck_buf *ret)
{
    ck_add_clean(ret, view->title);
    ck_buf_addf(ret, ": %" PRId64, view->state.all.found);
    if (view->stated >= 0) {
        ck_buf_addf(ret, " of %" PRId64, view->stated);
    }
    ck_buf_addf(ret, " found, %" PRId64 " new", view->state.all.fresh);
}

static void saved_text(const struct ck_backup_run *run, struct ck_buf *ret)
{
    ck_buf_addf(ret, "%" PRId64 " saved", run->saved);
    if (run->failed > 0) {
        ck_buf_addf(ret, ", %" PRId64 " not", run->failed);
    }
}

static void draw(struct ck_backup_run *run, const struct ck_visit_view *view)
{
    ck_autobuf struct ck_buf line = {.max = TEXT_MAX};
    char left[48];

    if (view->run == 0) {
        ck_buf_adds(&line, "asking for ");
        ck_add_clean(&line, view->title);
    } else {
        found_text(view, &line);
    }
    ck_buf_adds(&line, "; ");
    saved_text(run, &line);
    if (view->waits_s > 0) {
        ck_text_seconds(view->waits_s, left);
        ck_buf_addf(&line, "; TikTok is not answering, goes on in %s", left);
    }
    ck_line_draw(&run->line, ck_buf_text(&line));
}

void ck_backup_progress(struct ck_backup_run *run, struct ck_backup_source *source)
{
    struct ck_visit_view view;

    if (run->json || source->visit == NULL) {
        return;
    }
    ck_visit_look(source->visit, &view);
    if (run->line.wanted) {
        if (ck_line_due(&run->line)) {
            draw(run, &view);
        }
    } else if (view.state.all.found > source->told) {
        ck_autobuf struct ck_buf line = {.max = TEXT_MAX};

        found_text(&view, &line);
        (void)fprintf(stderr, "%s\n", ck_buf_text(&line));
    }
    source->told = view.state.all.found;
}

void ck_backup_progress_after(struct ck_backup_run *run)
{
    ck_autobuf struct ck_buf line = {.max = TEXT_MAX};

    if (!ck_line_due(&run->line)) {
        return;
    }
    if (run->remarks != NULL) {
        ck_backup_remarks_text(run, &line);
    } else {
        ck_buf_adds(&line, "the lists are done; saving: ");
        saved_text(run, &line);
    }
    ck_line_draw(&run->line, ck_buf_text(&line));
}

/* --- in the end ------------------------------------------------------------------- */

static bool is_well(const struct ck_backup_source *source)
{
    return source->ended && source->err.code == CK_OK &&
           (source->how == CK_RUN_COMPLETE || source->how == CK_RUN_MET_KNOWN);
}

/* Links that led nowhere, and lines that are none. True: all of them were of use. */
static bool tell_links(const struct ck_backup_run *run,
                       const struct ck_backup_source *source)
{
    const struct ck_link_set *set = source->links;
    bool well = true;

    for (size_t i = 0; i < set->count; i++) {
        const struct ck_set_link *link = &set->links[i];

        if (link->page != NULL && link->why != CK_OK) {
            well = false;
            if (!run->json) {
                (void)ck_print_error(false, link->page,
                                     &(struct ck_error){.code = link->why}, 0);
            }
        }
    }
    if (!run->json && set->foreign > 0) {
        (void)fprintf(stderr, "%s: %zu links of other sites were left alone\n",
                      source->name, set->foreign);
    }
    if (!run->json && set->unknown > 0) {
        (void)fprintf(stderr, "%s: %zu line%s no link, the first is line %zu\n",
                      source->name, set->unknown, set->unknown == 1 ? " is" : "s are",
                      set->unknown_line);
    }
    return well;
}

static json_t *problem(const struct ck_backup_source *source)
{
    return json_pack("{s:s, s:o}", "address",
                     source->links != NULL ? source->name : source->address.page, "error",
                     ck_error_json(&source->err));
}

/* True when nothing of it failed. */
static bool tell_receipt(struct ck_backup_run *run, const struct ck_backup_source *source,
                         json_t *receipts)
{
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    struct ck_archive *archive;
    struct ck_receipt receipt;
    struct ck_error err;
    bool well;

    if (!ck_session_archive(run->session, &archive, &err) ||
        !ck_run_receipt(archive, source->run, &receipt, &err)) {
        (void)ck_print_error(run->json, NULL, &err, 0);
        return false;
    }
    well = receipt.failed == 0 && receipt.waiting == 0 && receipt.missing == 0;
    if (run->json) {
        (void)json_array_append_new(receipts, ck_receipt_json(&receipt));
    } else {
        ck_receipt_text(&receipt, &text);
        (void)printf("\n%s", ck_buf_text(&text));
    }
    ck_receipt_clear(&receipt);
    return well;
}

static bool tell_source(struct ck_backup_run *run, const struct ck_backup_source *source,
                        json_t *receipts, json_t *problems)
{
    bool well = is_well(source);

    if (source->err.code != CK_OK && run->json) {
        (void)json_array_append_new(problems, problem(source));
    } else if (source->err.code != CK_OK) {
        (void)ck_print_error(false,
                             source->links != NULL ? source->name : source->address.page,
                             &source->err, 0);
    }
    if (source->links != NULL) {
        well = tell_links(run, source) && well;
    }
    return (source->run == 0 || tell_receipt(run, source, receipts)) && well;
}

int ck_backup_finish(struct ck_backup_run *run, int signal_number)
{
    json_t *receipts = json_array();
    json_t *problems = json_array();
    ck_autobuf struct ck_buf text = {.max = TEXT_MAX};
    bool well = true;
    int status;

    ck_line_wipe(&run->line);
    for (size_t i = 0; i < run->count; i++) {
        well = tell_source(run, &run->sources[i], receipts, problems) && well;
    }
    if (run->stopped && !run->json) {
        (void)fputs("stopped: what was found stays queued, and `clipkeep resume` saves "
                    "it; the same command again goes on with the lists\n",
                    stderr);
    }
    well = ck_backup_remarks_well(run) && well;
    status = signal_number > 0 ? 128 + signal_number : well ? CK_EXIT_OK : CK_EXIT_FAILED;
    if (run->json) {
        return ck_print_json(json_pack("{s:o, s:o, s:o}", "receipts", receipts,
                                       "problems", problems, "comments",
                                       ck_backup_remarks_json(run)),
                             status);
    }
    if (run->remarks != NULL) {
        ck_backup_remarks_text(run, &text);
        (void)puts(ck_buf_text(&text));
    }
    json_decref(receipts);
    json_decref(problems);
    return status;
}
