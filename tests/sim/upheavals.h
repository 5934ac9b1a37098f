/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* The rare acts of OperationFunc's kind: FALSE: there was nothing to do it to. */
gboolean upheavals_delete_many   (Device  *device,
                                  GError **error);
gboolean upheavals_answer_held   (Device  *device,
                                  GError **error);
gboolean upheavals_change_server (Device  *device,
                                  GError **error);
gboolean upheavals_months_pass   (Device  *device,
                                  GError **error);
gboolean upheavals_clock_leap    (Device  *device,
                                  GError **error);
gboolean upheavals_back_up       (Device  *device,
                                  GError **error);
gboolean upheavals_set_back      (Device  *device,
                                  GError **error);
gboolean upheavals_choose_lists  (Device  *device,
                                  GError **error);
gboolean upheavals_type_policy   (Device  *device,
                                  GError **error);
gboolean upheavals_run_script    (Device  *device,
                                  GError **error);

G_END_DECLS
