-- What only the build needs is not published: no row of a single person's answers or tests remains.
DROP TABLE enrolment;
DROP TABLE mart_register;
DROP TABLE mart_attendance;
DROP TABLE mart_evaluation;
DROP TABLE mart_answer_time;
DROP TABLE mart_follow_up;
DROP TABLE mart_learning;
DROP TABLE mart_outside;
