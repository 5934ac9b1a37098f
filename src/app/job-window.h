/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/job.h"

G_BEGIN_DECLS

/* One past sync with everything that was counted. */
#define DOVETAIL_TYPE_JOB_WINDOW (dovetail_job_window_get_type ())
G_DECLARE_FINAL_TYPE (DovetailJobWindow, dovetail_job_window, DOVETAIL, JOB_WINDOW, AdwWindow)

void dovetail_job_window_present (GtkWindow         *parent,
                                  const DovetailJob *job);

G_END_DECLS
