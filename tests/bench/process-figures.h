/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Processor time of a process, in seconds; 0 when there is none such. */
double process_processor_time  (int         pid);
/* What it holds of the memory, in bytes. */
gint64 process_resident_memory (int         pid);
/* Processor time of the PostgreSQL that tests/lib/with-postgresql started, with those of its processes that are there
 * now, in seconds; 0 without one. Connections that are kept until the last question are all counted. */
double database_processor_time (void);

/* Smallest first. */
void   figures_sort            (double     *figures,
                                gsize       n_figures);
/* The share-th of sorted figures, 0 to 1. */
double figures_at              (const double *figures,
                                gsize       n_figures,
                                double      share);
/* How busy the machine is, by all that runs on it. */
void   figures_print_load      (void);

G_END_DECLS
