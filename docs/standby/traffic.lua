-- Lets Headroom's hooks say who gets requests: POST /drain/ADDRESS and /route/ADDRESS, GET /tasks/ADDRESS.
-- ADDRESS is the replica's, as {address} in headroom.yml; every backend's servers there are meant.

local SETTLING = 3 -- seconds in which each replica was found and asked once, see "check inter"
local started = core.now().sec

local function servers(address)
  local found = {}
  for _, backend in pairs(core.backends) do
    for _, server in pairs(backend.servers) do
      if server:get_addr():match("^(.*):%d+$") == address then
        table.insert(found, server)
      end
    end
  end
  return found
end

local ORDERS = {
  drain = function(server) server:set_drain() end,
  route = function(server) server:set_ready() end,
}

local function tasks(found)
  local sum = 0
  for _, server in ipairs(found) do
    local told = server:get_stats()
    sum = sum + told.scur + told.qcur
  end
  return sum
end

local function answer(applet, status, text)
  applet:set_status(status)
  applet:add_header("content-length", #text)
  applet:add_header("content-type", "text/plain")
  applet:start_response()
  applet:send(text)
end

core.register_service("traffic", "http", function(applet)
  local word, address = applet.path:match("^/(%l+)/%[?([^%]/]+)%]?$")
  local found = address and servers(address) or {}
  if #found == 0 then
    answer(applet, 404, "no server has the address " .. tostring(address) .. "\n")
  elseif applet.method == "GET" and word == "tasks" then
    answer(applet, 200, tasks(found) .. "\n")
  elseif applet.method == "POST" and ORDERS[word] then
    for _, server in ipairs(found) do
      ORDERS[word](server)
    end
    answer(applet, 200, word .. "\n")
  else
    answer(applet, 405, "POST /drain/ADDRESS, POST /route/ADDRESS, GET /tasks/ADDRESS\n")
  end
end)

-- HAProxy takes a server for healthy until it was asked the first time, a sleeping one, too: until then requests wait.
core.register_action("settled", { "http-req" }, function()
  while core.now().sec - started < SETTLING do
    core.msleep(100)
  end
end)
