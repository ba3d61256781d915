"""One module a subject: functions of a `Visit`, and the routes that lead to them."""
