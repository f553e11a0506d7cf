-- Writes all or nothing: no later term may have begun, and every condition must hold.
-- KEYS: the last term. ARGV: the term of who writes ('0' where that need not lead), the number of conditions, each as key,
-- field, value ('' for absent), then commands, each as the number of its words and these.
-- Returns 'done', 'term' or 'condition'.
local term, last = tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0')
if term > 0 and term < last then
  return 'term'
end
local at = 3
for _ = 1, tonumber(ARGV[2]) do
  if (redis.call('HGET', ARGV[at], ARGV[at + 1]) or '') ~= ARGV[at + 2] then
    return 'condition'
  end
  at = at + 3
end
if term > last then -- as after a crash of the server that took the latest changes away
  redis.call('SET', KEYS[1], ARGV[1])
end
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  redis.call(unpack(ARGV, at + 1, at + words))
  at = at + words + 1
end
return 'done'
