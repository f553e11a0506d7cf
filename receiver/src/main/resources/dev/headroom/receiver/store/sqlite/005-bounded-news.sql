-- However often alerts change, what was heard of them does not fill the disk: the newest 200,000 lines stay, about 50 MB.
DELETE FROM alert_news WHERE id <= (SELECT max(id) FROM alert_news) - 200000;

CREATE TRIGGER news_bounded AFTER INSERT ON alert_news BEGIN
    DELETE FROM alert_news WHERE id <= NEW.id - 200000;
END;
