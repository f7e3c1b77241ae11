-- The name of the working calendar, which is a file. Null: an alliance of another zone that was taken in before there were calendars;
-- it keeps plain weekdays until its file is loaded again and names one.
alter table alliances add column calendar text;

update alliances set calendar = 'china' where zone = 'Asia/Shanghai';
