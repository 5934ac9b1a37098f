/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/family.h"

G_BEGIN_DECLS

/* An InProcessHook whose user data is the Device that sends: what others do meanwhile, and what becomes of the
 * request. */
InProcessFate faults_decide         (const DovetailRequest *request,
                                     gpointer               device);
/* Puts the shim under every store of the process; once, before any is opened. */
void          faults_install        (void);
/* Whose devices may die while they write; NULL: nobody's. */
void          faults_watch          (Family                *family);
/* What is still on the way arrives. */
void          faults_deliver_late   (Family                *family);
/* integrity_check and foreign keys of the device's database; NULL: sound. */
char         *faults_examine        (Device                *device);
const char   *faults_name           (Fault                  fault);

G_END_DECLS
