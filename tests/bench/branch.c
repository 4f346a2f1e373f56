/* branch.c - how long the integer program takes on models by seed, and how far it comes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * branch UNITS [SEED] [SECONDS] [FILE.mps] prints one line; with a file it writes the same model for other solvers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/sink.h"
#include "model/flatten.h"
#include "model/write_model.h"
#include "solve/branch.h"
#include "solve/prove.h"
#include "solve/solve.h"
#include "../unit/mode_models.h"

static const char *const ends[] = {"exhausted", "gap", "nodes", "time"};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others use the machine, too */
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void say(const hz_branch_result *r, const hz_proof *proof, double lp_s, double branch_s)
{
    double cost = (double)r->cost / 1e4, bound = mpq_get_d(r->bound_fen_d), lp = mpq_get_d(proof->cost_fen_d);

    printf("lp %.3f s, branch %.3f s, %ld nodes, %s: cost %.0f, bound %.0f, gap %.5f %%, above the lp %.5f %%\n", lp_s, branch_s, r->n_nodes,
           ends[r->end], cost, bound, 100 * (cost - bound) / cost, 100 * (cost - lp) / cost);
}

/* All columns are whole: markers say so around all of them. */
static bool write_file(const char *path, const hz_model *model)
{
    hz_sink *sink = hz_sink_to_memory();
    FILE *file = fopen(path, "w");
    hz_model *flat = NULL;
    const char *text, *columns, *rhs;
    bool is_good = sink && file && !hz_model_flatten(&flat, model, NULL);

    if (is_good) {
        hz_write_mps(sink, flat);
        text = hz_sink_text(sink, NULL);
        columns = strstr(text, "COLUMNS\n") + strlen("COLUMNS\n");
        rhs = strstr(columns, "RHS\n");
        is_good = fprintf(file, "%.*s M1 'MARKER' 'INTORG'\n%.*s M2 'MARKER' 'INTEND'\n%s", (int)(columns - text), text, (int)(rhs - columns),
                          columns, rhs) > 0;
    }
    hz_model_free(flat);
    hz_sink_close(sink, path, NULL);
    return file && fclose(file) == 0 && is_good;
}

static int run(hz_model *model, double seconds)
{
    hz_branch_settings settings = {.gap_ppm = HZ_BRANCH_GAP_PPM, .node_limit = 10000000, .time_limit_s = seconds, .accept = accept_whole,
                                   .context = model};
    hz_branch_result *result = NULL;
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_error err = HZ_ERROR_NONE;
    double start = now(), solved;

    if (hz_solve(&solution, model, NULL, &err) || hz_prove(&proof, &solution, model, &err))
        goto failed;
    solved = now();
    if (hz_branch(&result, model, solution, proof, &settings, &err))
        goto failed;
    say(result, proof, solved - start, now() - solved);
    hz_branch_free(result);
    hz_proof_free(proof);
    hz_solution_free(solution);
    return EXIT_SUCCESS;
failed:
    fprintf(stderr, "branch: %s\n", err.message);
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    mode_shape shape = {.n_states = 5, .n_rows = 6, .share = 30};
    hz_model *model;
    int status;

    if (argc < 2 || (shape.n_units = (size_t)atol(argv[1])) == 0) {
        fputs("usage: branch UNITS [SEED] [SECONDS] [FILE.mps]\n", stderr);
        return 2;
    }
    model = mode_model(argc > 2 ? (uint64_t)atol(argv[2]) : 1, shape);
    if (argc > 4 && !write_file(argv[4], model)) {
        perror("branch");
        return EXIT_FAILURE;
    }
    status = run(model, argc > 3 ? atof(argv[3]) : 0);
    hz_model_free(model);
    return status;
}
