-- The week counted a second time, from the words of its definitions and not from the code.
--
-- Each query begins with what stands under "common" and is headed by what it answers:
--   figure CODE NAME   one row, one value           figures CODE   rows of a name and a value
--   cut CODE NAME      rows of a part and a count   said CODE NAME   the number in the definition
-- Asked of: start and end, days of Paris, both included; until, the end or today; sites, their numbers; codes, ranks, ends:
-- the table of stages (what is counted along it, not the count).
-- What is sealed (motifs, who sent her, where to) is counted by recount.py from opened rows.

-- common
WITH visit AS (
    SELECT * FROM cases_arrival WHERE cancelled_at IS NULL
), here AS (
    SELECT * FROM visit WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s
), care AS (
    SELECT * FROM clinics_consultation c
    WHERE NOT EXISTS (SELECT FROM clinics_consultation n WHERE n.corrects_id = c.id)
), apart AS (
    SELECT * FROM clinics_sexualhealthconsultation c
    WHERE NOT EXISTS (SELECT FROM clinics_sexualhealthconsultation n WHERE n.corrects_id = c.id)
), nameless AS (
    SELECT * FROM clinics_anonymousconsultation c
    WHERE NOT c.is_mistake
    AND NOT EXISTS (SELECT FROM clinics_anonymousconsultation n WHERE n.corrects_id = c.id)
), treated AS (
    SELECT minor_id, site_id, day FROM care
    UNION ALL
    SELECT link.minor_id, n.site_id, n.day FROM nameless n
    CROSS JOIN LATERAL (
        SELECT * FROM clinics_anonymouslink l WHERE l.consultation_id = n.id
        ORDER BY l.id DESC LIMIT 1
    ) link
    WHERE link.is_attached
), seen AS (
    SELECT minor_id, site_id, day FROM visit
    UNION ALL SELECT minor_id, site_id, day FROM treated
    UNION ALL SELECT minor_id, site_id, day FROM apart
), caseload AS (
    SELECT DISTINCT minor_id FROM seen
    WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s
), first_visit AS (
    SELECT DISTINCT ON (minor_id) minor_id, site_id, day FROM visit
    ORDER BY minor_id, day, arrived_at, id
), new AS (
    SELECT f.minor_id, f.day AS came_on, m.sex, m.country, m.language, m.interpreter
    FROM first_visit f JOIN cases_minor m ON m.id = f.minor_id
    WHERE f.site_id = ANY(%(sites)s) AND f.day BETWEEN %(start)s AND %(end)s
), claim AS (
    -- The one that a jurist retains, else the one first written down.
    SELECT DISTINCT ON (c.minor_id) c.* FROM cases_birthclaim c
    LEFT JOIN LATERAL (
        SELECT claim_id FROM cases_claimretention r WHERE r.minor_id = c.minor_id
        ORDER BY r.id DESC LIMIT 1
    ) retained ON true
    ORDER BY c.minor_id, coalesce(retained.claim_id = c.id, false) DESC, c.id
), night AS (
    SELECT DISTINCT ON (n.minor_id, n.night_on) n.minor_id, n.night_on, n.place FROM cases_night n
    WHERE n.undoes_id IS NULL
    AND NOT EXISTS (SELECT FROM cases_night u WHERE u.undoes_id = n.id)
    ORDER BY n.minor_id, n.night_on, n.id DESC
), known_night AS (
    SELECT * FROM night WHERE place NOT IN ('unknown', 'not_asked', 'declined')
), slept AS (
    SELECT c.minor_id, (
        SELECT k.place FROM known_night k WHERE k.minor_id = c.minor_id AND k.night_on <= %(end)s
        ORDER BY k.night_on DESC LIMIT 1
    ) AS place
    FROM caseload c
), open_day AS (
    SELECT DISTINCT d.day::date AS day
    FROM generate_series(%(start)s::timestamp, %(until)s::timestamp, '1 day') d(day)
    CROSS JOIN staff_site s
    LEFT JOIN staff_openingexception e ON e.site_id = s.id AND e.day = d.day::date
    WHERE s.id = ANY(%(sites)s)
    AND d.day::date >= s.valid_from AND (s.valid_to IS NULL OR d.day::date <= s.valid_to)
    AND coalesce(e.is_open, EXISTS (
        SELECT FROM staff_openinghours h WHERE h.site_id = s.id
        AND h.weekday = extract(isodow FROM d.day) AND h.valid_from <= d.day::date
        AND (h.valid_to IS NULL OR h.valid_to >= d.day::date)
    ))
), called AS (
    -- The first call of each ticket, and how long it was waited for.
    SELECT DISTINCT ON (s.ticket_id) d.kind, s.at - t.sent_at AS took
    FROM cases_ticketstep s
    JOIN cases_ticket t ON t.id = s.ticket_id
    JOIN cases_desk d ON d.id = t.desk_id
    JOIN visit v ON v.id = t.arrival_id
    WHERE s.status = 'in_progress' AND d.site_id = ANY(%(sites)s)
    AND t.day BETWEEN %(start)s AND %(end)s
    ORDER BY s.ticket_id, s.id
), appointment AS (
    SELECT a.id, a.minor_id, a.site_id, a.desk_kind, a.partner_id, a.interpreter, a.language,
        slot.day, said.kind AS status, said.interpreter_minutes
    FROM cases_appointment a
    CROSS JOIN LATERAL (
        SELECT * FROM cases_appointmentstep s
        WHERE s.appointment_id = a.id AND s.kind IN ('planned', 'moved') ORDER BY s.id DESC LIMIT 1
    ) slot
    CROSS JOIN LATERAL (
        SELECT * FROM cases_appointmentstep s
        WHERE s.appointment_id = a.id AND s.kind NOT IN ('asked', 'found', 'not_found')
        ORDER BY s.id DESC LIMIT 1
    ) said
), planned AS (
    SELECT * FROM appointment
    WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s
), met AS (
    -- At a desk of the house; those of partners are outside.
    SELECT p.*, NOT EXISTS (
        SELECT FROM appointment b WHERE b.minor_id = p.minor_id AND b.desk_kind = p.desk_kind
        AND b.partner_id IS NULL AND b.status = 'came' AND b.day < %(start)s
    ) AS is_first
    FROM planned p WHERE p.status = 'came' AND p.partner_id IS NULL
), held AS (
    SELECT * FROM cases_activity
    WHERE cancelled_at IS NULL AND site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s
), took_part AS (
    SELECT h.kind, h.id, last.minor_id FROM held h
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (p.minor_id) p.minor_id, p.is_there FROM cases_participantstep p
        WHERE p.activity_id = h.id ORDER BY p.minor_id, p.id DESC
    ) last
    WHERE last.is_there
), event AS (
    SELECT e.id, e.procedure_id, e.stage, e.happened_on, e.precision, e.hearing_on,
        (e.recorded_at AT TIME ZONE 'Europe/Paris')::date AS recorded_on,
        p.minor_id, p.site_id, p.kind
    FROM referrals_procedureevent e JOIN referrals_procedure p ON p.id = e.procedure_id
    WHERE e.takes_back_id IS NULL
    AND NOT EXISTS (SELECT FROM referrals_procedureevent t WHERE t.takes_back_id = e.id)
), ours AS (
    SELECT * FROM event WHERE site_id = ANY(%(sites)s)
), happened AS (
    SELECT * FROM ours WHERE precision = 'day' AND happened_on BETWEEN %(start)s AND %(end)s
), hearing AS (
    -- Put off on its own morning or before, a hearing was not held.
    SELECT * FROM ours e WHERE e.hearing_on IS NOT NULL AND NOT EXISTS (
        SELECT FROM event o WHERE o.procedure_id = e.procedure_id AND o.hearing_on IS NOT NULL
        AND o.id > e.id AND o.recorded_on <= e.hearing_on
    )
), stage AS (
    SELECT * FROM unnest(%(codes)s::text[], %(ranks)s::int[], %(ends)s::bool[]) t(code, rank, ends)
), stood AS (
    SELECT DISTINCT ON (procedure_id) procedure_id, minor_id, kind, stage, happened_on AS since
    FROM ours WHERE happened_on <= %(end)s ORDER BY procedure_id, happened_on DESC, id DESC
), situation AS (
    SELECT s.*, least(
        CASE s.precision
            WHEN 'day' THEN s.happened_on
            WHEN 'month' THEN
                (date_trunc('month', s.happened_on) + interval '1 month - 1 day')::date
            ELSE (date_trunc('year', s.happened_on) + interval '1 year - 1 day')::date
        END,
        greatest((s.recorded_at AT TIME ZONE 'Europe/Paris')::date, s.happened_on)
    ) AS at_latest
    FROM referrals_situation s
    WHERE s.takes_back_id IS NULL
    AND NOT EXISTS (SELECT FROM referrals_situation t WHERE t.takes_back_id = s.id)
), year_start AS (
    SELECT (%(end)s::date - interval '1 year' + interval '1 day')::date AS day
), petition AS (
    SELECT DISTINCT ON (procedure_id) * FROM ours
    WHERE stage = 'L41' AND precision = 'day' AND happened_on <= %(end)s
    ORDER BY procedure_id, happened_on, id
), heard AS (
    SELECT p.procedure_id, min(h.hearing_on) AS ended_on, min(h.hearing_on) - p.happened_on AS took
    FROM petition p JOIN hearing h ON h.procedure_id = p.procedure_id
    AND h.stage = 'L45' AND h.precision = 'day' AND h.happened_on <= %(end)s
    AND (h.happened_on, h.id) > (p.happened_on, p.id)
    GROUP BY p.procedure_id, p.happened_on
), judged AS (
    SELECT p.procedure_id, min(d.happened_on) AS ended_on, min(d.happened_on) - p.happened_on AS took
    FROM petition p JOIN ours d ON d.procedure_id = p.procedure_id
    AND d.stage IN ('L60', 'L61') AND d.precision = 'day' AND d.happened_on <= %(end)s
    AND (d.happened_on, d.id) > (p.happened_on, p.id)
    GROUP BY p.procedure_id, p.happened_on
), petitioned AS (
    -- A petition answers the last refusal that no petition has answered yet.
    SELECT happened_on AS ended_on, happened_on - refused_on AS took FROM (
        SELECT e.stage, e.happened_on, lag(e.stage) OVER line AS before,
            lag(e.happened_on) OVER line AS refused_on
        FROM ours e WHERE e.stage IN ('L32', 'L41') AND e.precision = 'day'
        AND e.happened_on <= %(end)s
        WINDOW line AS (PARTITION BY e.minor_id ORDER BY e.happened_on, e.id)
    ) steps WHERE stage = 'L41' AND before = 'L32'
), measured AS (
    SELECT 'refusal_to_petition' AS name, ended_on, took FROM petitioned
    UNION ALL SELECT 'petition_to_hearing', ended_on, took FROM heard WHERE took >= 0
    UNION ALL SELECT 'petition_to_decision', ended_on, took FROM judged
), delay AS (
    SELECT m.* FROM measured m, year_start y WHERE m.ended_on BETWEEN y.day AND %(end)s
), majority AS (
    SELECT c.minor_id, CASE
        WHEN c.precision = 'age' AND c.declared_age < 18 THEN
            (c.declared_on - interval '1 day' + (18 - c.declared_age) * interval '1 year'
             + interval '1 day')::date
        WHEN c.born_on IS NOT NULL THEN
            (c.born_on - interval '1 day' + interval '18 years' + interval '1 day')::date
    END AS day
    FROM claim c WHERE c.minor_id IN (
        SELECT v.minor_id FROM visit v, year_start y
        WHERE v.site_id = ANY(%(sites)s) AND v.day BETWEEN y.day AND %(end)s
    ) AND coalesce(c.declared_age, 0) < 18
), decided AS (
    SELECT DISTINCT minor_id FROM event
    WHERE stage IN ('L30', 'L60', 'A60', 'L61', 'A61') AND happened_on <= %(end)s
), alert AS (
    SELECT *, (raised_at AT TIME ZONE 'Europe/Paris')::date AS raised_on FROM cases_alert
    WHERE site_id = ANY(%(sites)s)
), last_visit AS (
    SELECT DISTINCT ON (minor_id) minor_id, site_id, day FROM visit WHERE day <= %(end)s
    ORDER BY minor_id, day DESC, arrived_at DESC, id DESC
), sheet AS (
    SELECT DISTINCT ON (session_id) * FROM clinics_tallyreport ORDER BY session_id, version DESC
), clinic AS (
    SELECT s.*, counted.*, greatest(coalesce(sheet.total, 0) - counted.filed - counted.without
        - counted.apart, 0) AS sheet_only
    FROM clinics_clinicsession s
    LEFT JOIN sheet ON sheet.session_id = s.id
    CROSS JOIN LATERAL (
        SELECT (SELECT count(*) FROM care c WHERE c.session_id = s.id) AS filed,
            (SELECT count(*) FROM nameless n WHERE n.session_id = s.id) AS without,
            (SELECT count(*) FROM apart a WHERE a.session_id = s.id) AS apart
    ) counted
    WHERE s.site_id = ANY(%(sites)s) AND s.day BETWEEN %(start)s AND %(end)s
), outside AS (
    SELECT * FROM clinic WHERE kind IN ('mobile', 'border')
), sent AS (
    SELECT o.site_id FROM outside o JOIN nameless n ON n.session_id = o.id
    WHERE octet_length(n.destination) > 0
    UNION ALL
    SELECT o.site_id FROM outside o JOIN care c ON c.session_id = o.id
    WHERE c.referral_id IS NOT NULL
), week_over AS (
    SELECT (%(end)s::date + 1)::timestamp AT TIME ZONE 'Europe/Paris' AS at
), tally AS (
    -- The last word of a day says whether anybody counted.
    SELECT t.day, t.site_id, t.service, sum(t.amount) AS total,
        (array_agg(t.is_counted ORDER BY t.id DESC))[1] AS is_counted
    FROM cases_tallystep t
    WHERE t.undoes_id IS NULL
    AND NOT EXISTS (SELECT FROM cases_tallystep u WHERE u.undoes_id = t.id)
    AND t.site_id = ANY(%(sites)s) AND t.day BETWEEN %(start)s AND %(end)s
    GROUP BY t.day, t.site_id, t.service
), referral AS (
    SELECT * FROM referrals_referral
    WHERE site_id = ANY(%(sites)s) AND made_on BETWEEN %(start)s AND %(end)s
)

-- figure W01 arrivals
SELECT count(DISTINCT (minor_id, day)) FROM here

-- cut W01 by_day
SELECT extract(isodow FROM day)::int::text, count(DISTINCT minor_id) FROM here GROUP BY 1

-- figure W02 caseload
SELECT count(*) FROM caseload

-- figure W03 new
SELECT count(*) FROM new

-- figure W04 known
SELECT (SELECT count(*) FROM caseload) - (SELECT count(*) FROM new)

-- figure W05 caseload_quarter
SELECT count(DISTINCT minor_id) FROM seen
WHERE site_id = ANY(%(sites)s) AND day > %(end)s::date - 13 * 7 AND day <= %(end)s

-- figure W05 caseload_year
SELECT count(DISTINCT minor_id) FROM seen
WHERE site_id = ANY(%(sites)s) AND day >= date_trunc('year', %(end)s::date) AND day <= %(end)s

-- figure W06 per_opening_day
SELECT round((SELECT count(DISTINCT (minor_id, day)) FROM here)::numeric
    / nullif((SELECT count(*) FROM open_day), 0), 1)

-- said W06 per_opening_day
SELECT count(*) FROM open_day

-- cut W07 sex
SELECT sex, count(*) FROM new GROUP BY 1

-- cut W07 age
SELECT CASE
    WHEN years IS NULL THEN 'unknown' WHEN years <= 13 THEN '≤ 13' WHEN years >= 18 THEN '18 +'
    ELSE years::text END, count(*)
FROM (
    SELECT CASE WHEN c.precision = 'age'
        THEN c.declared_age + extract(year FROM age(n.came_on, c.declared_on))::int
        ELSE extract(year FROM age(n.came_on, c.born_on))::int END AS years
    FROM new n LEFT JOIN claim c USING (minor_id)
) said GROUP BY 1

-- cut W07 country
SELECT country, count(*) FROM new GROUP BY 1

-- cut W07 language
SELECT language, count(*) FROM new GROUP BY 1

-- cut W07 interpreter
SELECT interpreter, count(*) FROM new GROUP BY 1

-- figure W09 unknown_share
SELECT round(100.0 * count(*) FILTER (WHERE place IS NULL) / nullif(count(*), 0)) FROM slept

-- cut W09 place
SELECT coalesce(place, 'unknown'), count(*) FROM slept GROUP BY 1

-- figures W10
SELECT s.name, sum(t.total) FILTER (WHERE t.is_counted)
FROM unnest('{meal,shower,laundry,hygiene_kit,phone_charge,bedding}'::text[]) s(name)
LEFT JOIN tally t ON t.service = s.name GROUP BY 1

-- said W10 *
SELECT s.name, count(DISTINCT t.day) FILTER (WHERE t.is_counted)
FROM unnest('{meal,shower,laundry,hygiene_kit,phone_charge,bedding}'::text[]) s(name)
LEFT JOIN tally t ON t.service = s.name GROUP BY 1

-- figure W11 consultations
SELECT (SELECT count(*) FROM care
        WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s)
    + (SELECT count(*) FROM nameless
        WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s)
    + (SELECT coalesce(sum(sheet_only), 0) FROM clinic)

-- figure W11 persons
SELECT count(DISTINCT minor_id) FROM treated
WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s

-- figure W11 new
SELECT count(DISTINCT minor_id) FROM treated
WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s
AND minor_id NOT IN (SELECT minor_id FROM treated WHERE day < %(start)s)

-- figure W11 followed
SELECT count(DISTINCT minor_id) FROM treated
WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s
AND minor_id IN (SELECT minor_id FROM treated WHERE day < %(start)s)

-- figure W13 total
SELECT count(*) FROM apart WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s

-- figure W12 sessions
SELECT count(*) FROM met WHERE desk_kind = 'psychologist'

-- figure W12 persons
SELECT count(DISTINCT minor_id) FROM met WHERE desk_kind = 'psychologist'

-- figure W12 new
SELECT count(DISTINCT minor_id) FROM met WHERE desk_kind = 'psychologist' AND is_first

-- figure W12 missed
SELECT count(*) FROM planned WHERE desk_kind = 'psychologist' AND partner_id IS NULL
AND status IN ('missed', 'replaced', 'closed')

-- figure W12 groups
SELECT count(*) FROM held WHERE kind = 'psychology'

-- figure W12 participations
SELECT count(*) FROM took_part WHERE kind = 'psychology'

-- figure W14 interviews
SELECT count(*) FROM met WHERE desk_kind = 'social'

-- figure W14 persons
SELECT count(DISTINCT minor_id) FROM met WHERE desk_kind = 'social'

-- figure W14 new
SELECT count(DISTINCT minor_id) FROM met WHERE desk_kind = 'social' AND is_first

-- figure W14 accompanied
SELECT count(*) FROM took_part WHERE kind = 'outside'

-- cuts W14
SELECT s.status, e.kind, count(*) FROM referrals_entitlementstep s
JOIN referrals_entitlement e ON e.id = s.entitlement_id
WHERE e.site_id = ANY(%(sites)s) AND s.happened_on BETWEEN %(start)s AND %(end)s
AND s.status IN ('filed', 'obtained', 'refused') GROUP BY 1, 2

-- figure W15 first_interviews
SELECT count(DISTINCT minor_id) FROM met WHERE desk_kind = 'legal' AND is_first

-- figure W15 petitions
SELECT count(*) FROM happened WHERE stage = 'L41'

-- figure W15 hearings
SELECT count(*) FROM hearing WHERE hearing_on BETWEEN %(start)s AND %(end)s

-- figure W15 appeals
SELECT count(*) FROM happened WHERE stage = 'L70'

-- figure W15 urgent_appeals
SELECT count(*) FROM happened WHERE stage = 'L42'

-- figure W15 provisional
SELECT count(*) FROM happened WHERE stage = 'L50'

-- cut W15 decisions
SELECT stage, count(*) FROM happened
WHERE stage IN ('L30', 'L32', 'L60', 'L61', 'A60', 'A61', 'C60', 'C61', 'R60', 'R61') GROUP BY 1

-- figure W16 persons
SELECT count(DISTINCT s.minor_id) FROM stood s JOIN stage ON stage.code = s.stage
WHERE NOT stage.ends

-- cut W16 headline
SELECT coalesce(left_us.code, best.stage), count(*) FROM (
    SELECT DISTINCT ON (s.minor_id) s.minor_id, s.stage FROM stood s
    JOIN stage ON stage.code = s.stage
    WHERE NOT stage.ends ORDER BY s.minor_id, stage.rank DESC, s.since DESC, s.procedure_id
) best
LEFT JOIN LATERAL (
    SELECT last.code FROM (
        SELECT * FROM situation o WHERE o.minor_id = best.minor_id AND o.happened_on <= %(end)s
        ORDER BY o.at_latest DESC, o.id DESC LIMIT 1
    ) last
    WHERE last.code LIKE 'X_' AND NOT EXISTS (
        SELECT FROM visit v
        WHERE v.minor_id = best.minor_id AND v.day > last.at_latest AND v.day <= %(end)s
    )
) left_us ON true
GROUP BY 1

-- figure W17 rate
SELECT round(100.0 * count(*) FILTER (WHERE stage IN ('L60', 'A60')) / nullif(count(*), 0))
FROM ours, year_start y
WHERE stage IN ('L60', 'A60', 'L61', 'A61') AND happened_on BETWEEN y.day AND %(end)s

-- figure W17 decisions
SELECT count(*) FROM ours, year_start y
WHERE stage IN ('L60', 'A60', 'L61', 'A61') AND happened_on BETWEEN y.day AND %(end)s

-- cut W17 outcome
SELECT CASE WHEN stage IN ('L60', 'A60') THEN 'favourable' ELSE 'unfavourable' END, count(*)
FROM ours, year_start y
WHERE stage IN ('L60', 'A60', 'L61', 'A61') AND happened_on BETWEEN y.day AND %(end)s
GROUP BY 1

-- said W17 rate
SELECT count(*) FROM ours, year_start y
WHERE stage IN ('L60', 'A60', 'L61', 'A61') AND happened_on BETWEEN y.day AND %(end)s

-- figure W17 provisional_under_way
SELECT count(*) FROM stood WHERE kind = 'children_judge' AND stage = 'L50'

-- figures W18
SELECT n.name, round((percentile_cont(0.5) WITHIN GROUP (ORDER BY d.took))::numeric)
FROM unnest('{refusal_to_petition,petition_to_hearing,petition_to_decision}'::text[]) n(name)
LEFT JOIN delay d USING (name) GROUP BY 1

-- said W18 *
SELECT n.name, count(d.took)
FROM unnest('{refusal_to_petition,petition_to_hearing,petition_to_decision}'::text[]) n(name)
LEFT JOIN delay d USING (name) GROUP BY 1

-- figure W19 turned
SELECT count(*) FROM majority WHERE day BETWEEN %(start)s AND %(end)s

-- figures W19
SELECT 'within_' || n.days, count(m.day)
FROM unnest(ARRAY[30, 60, 90]) n(days)
LEFT JOIN majority m ON m.day > %(end)s AND m.day <= %(end)s::date + n.days GROUP BY 1

-- said W19 *
SELECT 'within_' || n.days, count(m.day) FILTER (WHERE d.minor_id IS NULL)
FROM unnest(ARRAY[30, 60, 90]) n(days)
LEFT JOIN majority m ON m.day > %(end)s AND m.day <= %(end)s::date + n.days
LEFT JOIN decided d USING (minor_id) GROUP BY 1

-- figure W20 raised
SELECT count(*) FROM alert WHERE raised_on BETWEEN %(start)s AND %(end)s

-- cut W20 kind
SELECT kind, count(*) FROM alert WHERE raised_on BETWEEN %(start)s AND %(end)s GROUP BY 1

-- figure W20 concerns
SELECT count(*) FROM cases_alertstep s JOIN alert a ON a.id = s.alert_id
WHERE s.action = 'concern' AND s.done_on BETWEEN %(start)s AND %(end)s

-- figure W20 prosecutor
SELECT count(*) FROM cases_alertstep s JOIN alert a ON a.id = s.alert_id
WHERE s.action = 'prosecutor' AND s.done_on BETWEEN %(start)s AND %(end)s

-- figure W20 open_long
SELECT count(*) FROM alert a WHERE a.raised_on < %(end)s::date - 7 AND coalesce((
    SELECT s.kind FROM cases_alertstep s
    WHERE s.alert_id = a.id AND s.kind IN ('closed', 'reopened')
    AND (s.at AT TIME ZONE 'Europe/Paris')::date <= %(end)s ORDER BY s.id DESC LIMIT 1
), 'open') <> 'closed'

-- figure W21 sessions
SELECT count(*) FROM planned
WHERE status = 'came' AND interpreter = 'needed' AND interpreter_minutes IS NOT NULL

-- figure W21 minutes
SELECT coalesce(sum(interpreter_minutes), 0) FROM planned
WHERE status = 'came' AND interpreter = 'needed'

-- figure W21 absent
SELECT count(*) FROM planned
WHERE status = 'came' AND interpreter = 'needed' AND interpreter_minutes IS NULL

-- cut W21 language
SELECT language, count(*) FROM planned
WHERE status = 'came' AND interpreter = 'needed' AND interpreter_minutes IS NOT NULL GROUP BY 1

-- figure W22 sessions
SELECT count(*) FROM held

-- cut W22 kind
SELECT kind, count(*) FROM held GROUP BY 1

-- figure W22 participations
SELECT count(*) FROM took_part

-- figure W22 participants
SELECT count(DISTINCT minor_id) FROM took_part

-- figure W23 exits
SELECT count(*) FROM situation s WHERE s.code LIKE 'X_' AND s.precision = 'day'
AND s.happened_on BETWEEN %(start)s AND %(end)s
AND EXISTS (SELECT FROM visit v WHERE v.minor_id = s.minor_id AND v.site_id = ANY(%(sites)s))

-- cut W23 reasons
SELECT s.code, count(*) FROM situation s WHERE s.code LIKE 'X_' AND s.precision = 'day'
AND s.happened_on BETWEEN %(start)s AND %(end)s
AND EXISTS (SELECT FROM visit v WHERE v.minor_id = s.minor_id AND v.site_id = ANY(%(sites)s))
GROUP BY 1

-- figure W23 not_seen
SELECT count(*) FROM last_visit WHERE site_id = ANY(%(sites)s)
AND day BETWEEN %(start)s::date - 90 AND %(end)s::date - 90

-- figure W24 sessions
SELECT count(*) FROM outside

-- figure W24 consultations
SELECT coalesce(sum(filed + without + sheet_only), 0) FROM outside

-- figure W24 without_identity
SELECT coalesce(sum(without), 0) FROM outside

-- figure W24 sheet_only
SELECT coalesce(sum(sheet_only), 0) FROM outside

-- figures W24
SELECT said.name, count(e.episode)
FROM (VALUES ('new_episodes', 'new'), ('follow_ups', 'follow_up')) said(name, episode)
LEFT JOIN (
    SELECT c.episode FROM outside o JOIN care c ON c.session_id = o.id
    UNION ALL SELECT n.episode FROM outside o JOIN nameless n ON n.session_id = o.id
) e USING (episode) GROUP BY 1

-- figure W24 orientations
SELECT count(*) FROM sent

-- cut W24 zones
SELECT site_id::text, sum(filed + without + sheet_only) FROM outside GROUP BY 1

-- cut W24 orientation_zones
SELECT site_id::text, count(*) FROM sent GROUP BY 1

-- figure W25 without_night
SELECT round(100.0 * count(*) FILTER (WHERE k.minor_id IS NULL) / nullif(count(*), 0))
FROM (SELECT DISTINCT minor_id, day FROM here) v
LEFT JOIN known_night k ON k.minor_id = v.minor_id AND k.night_on = v.day

-- figure W25 without_country
SELECT round(100.0 * count(*) FILTER (
    WHERE country IN ('unknown', 'not_asked', 'declined')) / nullif(count(*), 0)) FROM new

-- figure W25 duplicates
SELECT count(*) FROM cases_likelypair p
JOIN cases_minor a ON a.id = p.first_id JOIN cases_minor b ON b.id = p.second_id
WHERE coalesce(a.withdrawn_at, a.archived_at, b.withdrawn_at, b.archived_at) IS NULL
AND NOT EXISTS (
    SELECT FROM cases_pairverdict v WHERE v.first_id = p.first_id AND v.second_id = p.second_id
)

-- figure W25 late
SELECT (SELECT count(*) FROM here, week_over w WHERE copied_at >= w.at)
    + (SELECT count(*) FROM care, week_over w WHERE signed_at >= w.at
        AND site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s)
    + (SELECT count(*) FROM nameless, week_over w WHERE signed_at >= w.at
        AND site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s)
    + (SELECT count(*) FROM clinic c JOIN clinics_tallyreport t ON t.session_id = c.id, week_over w
        WHERE t.version = 1 AND t.entered_at >= w.at)

-- figure REF made
SELECT count(*) FROM referral

-- figure REF persons
SELECT count(DISTINCT minor_id) FROM referral

-- figure REF without_news
SELECT count(*) FROM referral r WHERE (
    SELECT s.status FROM referrals_referralstep s
    WHERE s.referral_id = r.id AND s.status <> 'chased' ORDER BY s.id DESC LIMIT 1
) IN ('written', 'handed_over')

-- cut REF kind
SELECT kind, count(*) FROM referral GROUP BY 1

-- cut REF follow_ups
SELECT s.status, count(*) FROM referrals_referralstep s
JOIN referrals_referral r ON r.id = s.referral_id
WHERE r.site_id = ANY(%(sites)s) AND s.happened_on BETWEEN %(start)s AND %(end)s
AND s.status NOT IN ('written', 'chased') GROUP BY 1

-- sealed care
SELECT id FROM care WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s

-- sealed nameless
SELECT id FROM nameless WHERE site_id = ANY(%(sites)s) AND day BETWEEN %(start)s AND %(end)s

-- sealed new
SELECT minor_id FROM new

-- sealed sheets
SELECT c.id, c.kind, coalesce(s.cells::text, '{}'), c.filed, c.without, c.apart FROM clinic c
LEFT JOIN sheet s ON s.session_id = c.id

-- figures WAIT
SELECT n.kind || '_' || share.name, greatest(round((extract(epoch FROM (
    SELECT CASE share.name
        WHEN 'median' THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY c.took)
        ELSE percentile_disc(0.9) WITHIN GROUP (ORDER BY c.took) END
    FROM called c WHERE c.kind = n.kind
)) / 60)::numeric), CASE WHEN EXISTS (SELECT FROM called c WHERE c.kind = n.kind) THEN 0 END)
FROM unnest('{nurse,social,legal}'::text[]) n(kind)
CROSS JOIN unnest('{median,ninth}'::text[]) share(name)

-- said WAIT *
SELECT n.kind || '_median', count(c.took)
FROM unnest('{nurse,social,legal}'::text[]) n(kind) LEFT JOIN called c USING (kind) GROUP BY 1

-- cut WAIT desk
SELECT kind, count(*) FROM called WHERE kind IN ('nurse', 'social', 'legal') GROUP BY 1
