-- For wrk: POSTs one body with each of many cookies in turn.
-- Argument: a file whose first line is the body and whose other lines are Cookie headers.
-- At the end it prints one line of JSON, sizes in bytes and times in microseconds.

local requests = {}
local last = 0

function init(args)
  local lines = {}
  for line in io.lines(args[1]) do
    lines[#lines + 1] = line
  end
  for index = 2, #lines do
    local headers = { ["Content-Type"] = "application/json", ["Cookie"] = lines[index] }
    requests[index - 1] = wrk.format("POST", wrk.path, headers, lines[1])
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"durationUs":%d,"bytes":%d,"p50Us":%d,"p99Us":%d,"wrongStatus":%d,"failed":%d,"late":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write, errors.timeout
  ))
end
