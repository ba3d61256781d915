"""The review desk: what auditors work with all day.

Where things are:
    `vocabulary`    closed lists with French labels: verdicts, reasons, states, steps,
                    deadlines, answers, roles, permissions
    `problems`      what an action answers when it cannot be done; its status for a page
                    is in each docstring; `str(error)` is a French sentence for people
    `desk`          `open_desk(config)` -> `Desk`: `read()` and `write()` open sessions
    `actor`         `Actor`: who acts, when, what they may do; `machine()` for commands
    `importing`     a run into the desk: `runs.import_of_workspace`, `runs.import_run`
    `services`      everything people do; functions of (session, actor, ...)
    `auth`          sign-in, sessions, forms, accounts, OpenID Connect
    `journal`       `record`, `verify`, `case_history`, `latest`
    `snapshot`      decisions frozen for the next run
    `retention`     `purge_desk`: what is erased by age
    `store`         tables, migrations, encryption at rest

How a page or a file calls them:
    * One request: `actor = auth.signing.signed_actor(desk, cookie)`; None sends to the
      sign-in page. The actor carries the moment: never keep one between requests.
    * Reading: `with desk.read() as session: ...`; changing: `with desk.write() as
      session: ...`, one action a block. All of it is kept or nothing; the journal is
      written by the service, in the same transaction.
    * Services check permissions themselves and raise `NotAllowed`; a page asks
      `actor.may(Permission.X)` only to hide a button.
    * A change of a case takes the `version` that the form held (hidden field): when
      someone else changed the case meanwhile, `Conflict` says so and nothing is done.
    * Every form carries `form_token(cookie)`; check it with `form_is_ours` first.
    * Sign-in: `signing.sign_in(desk, login, password, address, old_token)` opens its own
      transactions; put `.token` in a cookie HttpOnly, SameSite=Lax, Secure behind TLS.
    * OpenID: `client = OpenIdClient(read_settings(os.environ))`; `begin` in a writing
      session gives the provider's address and a state for a cookie; on return,
      `take_exchange` in a writing session, then `finish` outside any session, then
      `outside.account_of` and `signing.open_session` in a writing session.
    * Identity is in nothing but `dossier.open_identity` (and `same.open_question`), which
      write who opened what: call them in a writing session, on a click or when a
      letter is made, never to show a list.
    * A case with `Dossier.hidden` (or `None` figures in a `QueueRow`) is shown blind:
      show no figure, rule, month or case file of it, whatever the run folder holds. Its
      reader must not learn whether it was drawn at random.
    * A finding's whole evidence (tables, rows, files) stays in the run's folder:
      `Dossier.run_folder` / `findings.parquet`, by `finding_id`; months, people and
      pictures of case files likewise.
    * After a verdict, an undo or an import: `learning.write_precision(desk)`, for
      `rules list`.
    * `verdicts import` goes through `hands.claim` then `decisions.decide`, with the
      version read in the same session; it is journalled like a click.

The services, by what they serve:
    queue           `listing.queue_page(session, actor, QueueFilter, Sort, page, size)`,
                    `QueueFilter.from_mapping` / `to_mapping` (query strings)
    saved views     `views.save_view`, `list_views`, `delete_view`
    who has it      `hands.claim`, `claim_next`, `release`, `assign`
    the case        `dossier.read_dossier`, `open_identity`, `openings_of`, `finding_of`,
                    `retained_or_claimed` (what a verdict form proposes)
    verdicts        `decisions.decide(session, actor, desk.settings, case_id, version,
                    NewVerdict)`, `second_read`, `undo`
    documents,      `follow.request_documents`, `receive_documents`, `advance` (steps of
    steps           `vocabulary.STEPS`), `deadlines.add_deadline`, `finish_deadline`
    this week       `deadlines.due(session, actor, until=..., user_id=...)`
    exceptions      `exceptions.make_exception(desk, session, ...)`, `subjects_of`,
                    `withdraw_exception`, `list_exceptions`
    matches         `same.waiting`, `open_question`, `answer`, `take_back`
    rule is wrong   `rule_reports.report_rule`, `list_reports`, `answer_report`;
                    `finding_examples.example_given` for its example
    figures         `learning.rule_precisions`, `shadow_proposals`, `capacity.capacity`,
                    `blind.random_arm`
    letters         call `journal.record(session, actor, "letter.made", case_id=...,
                    after={"template": ...})` in the transaction that opens the identity
"""
