"""The pages of the review desk: server-rendered, in French, nothing from outside.

Where things are:
    `site`       what the application holds: desk, rules, templates, OpenID client
    `visits`     one request of someone: account, form, answers
    `app`        routes, and what stands before them
    `guards`     security headers, the access log
    `rendering`  templates, with the words of every page
    `pages`      one module a subject; functions of a `Visit` that return a response
    `serving`    the server that `bondroit review` starts, and the demonstration

A page reads or writes through `bondroit.review.services` alone. Whatever changes
something is a form sent by POST with the session's token; the answer is a redirection
that carries the code of a sentence, or the page again with what was typed and why it
was not done.
"""
