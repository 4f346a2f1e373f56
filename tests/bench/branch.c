/* branch.c - how long the integer program takes on models by seed, and how far it comes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints one line, in seconds of the processor; with -w it writes the same model for other solvers. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../unit/mode_models.h"
#include "base/sink.h"
#include "model/flatten.h"
#include "model/write_model.h"
#include "solve/branch.h"
#include "solve/prove.h"
#include "solve/solve.h"

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

    printf("lp %.3f s, branch %.3f s, %ld nodes, %s: cost %.0f, bound %.0f, gap %.5f %%, above the lp %.5f %%\n", lp_s, branch_s,
           r->n_nodes, ends[r->end], cost, bound, 100 * (cost - bound) / cost, 100 * (cost - lp) / cost);
}

static bool write_file(const char *path, const hz_model *model)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    hz_sink *sink = fd < 0 ? NULL : hz_sink_to_fd(fd, NULL);
    hz_model *flat = NULL;
    bool is_good = sink && !hz_model_flatten(&flat, model, NULL);

    if (is_good)
        hz_write_mps(sink, flat);
    hz_model_free(flat);
    is_good &= !hz_sink_close(sink, path, NULL);
    return fd >= 0 && close(fd) == 0 && is_good;
}

static int run(hz_model *model, uint32_t gap_ppm, double seconds)
{
    hz_branch_settings settings = {
        .gap_ppm = gap_ppm, .node_limit = 10000000, .time_limit_s = seconds, .accept = accept_whole, .context = model};
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

/* What is asked for. */
typedef struct {
    mode_shape shape;
    size_t n_levels;
    uint64_t seed;
    uint32_t gap_ppm;
    double seconds;
    const char *path;
} question;

static bool read_options(question *q, int argc, char **argv)
{
    int letter;

    while ((letter = getopt(argc, argv, "n:m:r:d:l:L:s:g:t:w:")) != -1)
        switch (letter) {
        case 'n':
            q->shape.n_units = (size_t)atol(optarg);
            break;
        case 'm':
            q->shape.n_states = (size_t)atol(optarg);
            break;
        case 'r':
            q->shape.n_rows = (size_t)atol(optarg);
            break;
        case 'd':
            q->shape.n_groups = (size_t)atol(optarg);
            break;
        case 'L':
            q->shape.n_large = (size_t)atol(optarg);
            break;
        case 'l':
            q->n_levels = (size_t)atol(optarg);
            break;
        case 's':
            q->seed = (uint64_t)atol(optarg);
            break;
        case 'g':
            q->gap_ppm = (uint32_t)atol(optarg);
            break;
        case 't':
            q->seconds = atof(optarg);
            break;
        case 'w':
            q->path = optarg;
            break;
        default:
            return false;
        }
    return optind == argc && q->shape.n_units > 0 && q->shape.n_states > 1 && q->shape.n_rows > 0 && q->n_levels > 0;
}

int main(int argc, char **argv)
{
    question q = {
        .shape = {.n_units = 1500, .n_states = 5, .n_rows = 6, .share = 30}, .n_levels = 1, .seed = 1, .gap_ppm = HZ_BRANCH_GAP_PPM};
    hz_model *model;
    int status;

    if (!read_options(&q, argc, argv)) {
        fputs("usage: branch [-n UNITS] [-m STATES] [-r ROWS] [-d GROUPS] [-l LEVELS] [-L LARGE] [-s SEED] [-g GAP_PPM] [-t SECONDS] "
              "[-w FILE.mps]\n",
              stderr);
        return 2;
    }
    model = q.n_levels > 1 ? level_model(q.seed, q.shape, q.n_levels) : mode_model(q.seed, q.shape);
    if (q.path && !write_file(q.path, model)) {
        perror("branch");
        return EXIT_FAILURE;
    }
    status = run(model, q.gap_ppm, q.seconds);
    hz_model_free(model);
    return status;
}
